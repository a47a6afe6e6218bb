package android.health.connect.datatypes;

import android.health.connect.datatypes.units.Length;
import java.time.Instant;

public final class ElevationGainedRecord extends IntervalRecord {
    private final Length amount;

    private ElevationGainedRecord(Metadata metadata, Instant start, Instant end, Length amount) {
        super(metadata, start, end);
        this.amount = amount;
    }

    public Length getElevation() {
        return amount;
    }

    public static final class Builder {
        private final ElevationGainedRecord made;

        public Builder(Metadata metadata, Instant startTime, Instant endTime, Length amount) {
            made = new ElevationGainedRecord(metadata, startTime, endTime, amount);
        }

        public ElevationGainedRecord build() {
            return made;
        }
    }
}
