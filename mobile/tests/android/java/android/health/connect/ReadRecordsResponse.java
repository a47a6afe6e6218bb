package android.health.connect;

import android.health.connect.datatypes.Record;
import java.util.List;

public class ReadRecordsResponse<T extends Record> {
    private final List<T> records;
    private final long next;

    ReadRecordsResponse(List<T> records, long next) {
        this.records = records;
        this.next = next;
    }

    public List<T> getRecords() {
        return records;
    }

    public long getNextPageToken() {
        return next;
    }
}
