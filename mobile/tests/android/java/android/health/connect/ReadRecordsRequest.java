package android.health.connect;

import android.health.connect.datatypes.Record;

public abstract class ReadRecordsRequest<T extends Record> {
    private final Class<T> type;

    ReadRecordsRequest(Class<T> type) {
        this.type = type;
    }

    public Class<T> getRecordType() {
        return type;
    }
}
