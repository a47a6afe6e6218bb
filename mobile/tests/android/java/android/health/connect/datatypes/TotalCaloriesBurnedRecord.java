package android.health.connect.datatypes;

import android.health.connect.datatypes.units.Energy;
import java.time.Instant;

public final class TotalCaloriesBurnedRecord extends IntervalRecord {
    private final Energy amount;

    private TotalCaloriesBurnedRecord(Metadata metadata, Instant start, Instant end, Energy amount) {
        super(metadata, start, end);
        this.amount = amount;
    }

    public Energy getEnergy() {
        return amount;
    }

    public static final class Builder {
        private final TotalCaloriesBurnedRecord made;

        public Builder(Metadata metadata, Instant startTime, Instant endTime, Energy amount) {
            made = new TotalCaloriesBurnedRecord(metadata, startTime, endTime, amount);
        }

        public TotalCaloriesBurnedRecord build() {
            return made;
        }
    }
}
