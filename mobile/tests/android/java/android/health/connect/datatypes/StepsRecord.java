package android.health.connect.datatypes;

import java.time.Instant;

public final class StepsRecord extends IntervalRecord {
    private final long amount;

    private StepsRecord(Metadata metadata, Instant start, Instant end, long amount) {
        super(metadata, start, end);
        this.amount = amount;
    }

    public long getCount() {
        return amount;
    }

    public static final class Builder {
        private final StepsRecord made;

        public Builder(Metadata metadata, Instant startTime, Instant endTime, long amount) {
            made = new StepsRecord(metadata, startTime, endTime, amount);
        }

        public StepsRecord build() {
            return made;
        }
    }
}
