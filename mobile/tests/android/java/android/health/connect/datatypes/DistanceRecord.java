package android.health.connect.datatypes;

import android.health.connect.datatypes.units.Length;
import java.time.Instant;

public final class DistanceRecord extends IntervalRecord {
    private final Length amount;

    private DistanceRecord(Metadata metadata, Instant start, Instant end, Length amount) {
        super(metadata, start, end);
        this.amount = amount;
    }

    public Length getDistance() {
        return amount;
    }

    public static final class Builder {
        private final DistanceRecord made;

        public Builder(Metadata metadata, Instant startTime, Instant endTime, Length amount) {
            made = new DistanceRecord(metadata, startTime, endTime, amount);
        }

        public DistanceRecord build() {
            return made;
        }
    }
}
