package android.health.connect;

import android.health.connect.datatypes.Record;

public final class ReadRecordsRequestUsingFilters<T extends Record> extends ReadRecordsRequest<T> {
    private final Builder<T> told;

    private ReadRecordsRequestUsingFilters(Builder<T> told) {
        super(told.type);
        this.told = told;
    }

    public int getPageSize() {
        return told.size;
    }

    public long getPageToken() {
        return told.token;
    }

    public TimeRangeFilter getTimeRangeFilter() {
        return told.span;
    }

    public static final class Builder<T extends Record> {
        private final Class<T> type;
        private int size = 1000;
        private long token = -1;
        private TimeRangeFilter span;

        public Builder(Class<T> recordType) {
            type = recordType;
        }

        public Builder<T> setPageSize(int size) {
            if (size < 1 || size > 5000) {
                throw new IllegalArgumentException("Maximum page size: 5000");
            }
            this.size = size;
            return this;
        }

        public Builder<T> setPageToken(long token) {
            this.token = token;
            return this;
        }

        public Builder<T> setTimeRangeFilter(TimeRangeFilter span) {
            this.span = span;
            return this;
        }

        public ReadRecordsRequestUsingFilters<T> build() {
            return new ReadRecordsRequestUsingFilters<>(this);
        }
    }
}
