package android.health.connect;

import android.health.connect.datatypes.Record;
import java.util.ArrayList;
import java.util.List;

public final class ReadRecordsRequestUsingIds<T extends Record> extends ReadRecordsRequest<T> {
    private final List<String> ids;

    private ReadRecordsRequestUsingIds(Class<T> type, List<String> ids) {
        super(type);
        this.ids = ids;
    }

    public List<String> fakeIds() {
        return ids;
    }

    public static final class Builder<T extends Record> {
        private final Class<T> type;
        private final List<String> ids = new ArrayList<>();

        public Builder(Class<T> recordType) {
            type = recordType;
        }

        public Builder<T> addId(String id) {
            ids.add(java.util.UUID.fromString(id).toString());
            return this;
        }

        public ReadRecordsRequestUsingIds<T> build() {
            return new ReadRecordsRequestUsingIds<>(type, ids);
        }
    }
}
