package android.health.connect.datatypes;

import android.health.connect.datatypes.units.Energy;
import java.time.Instant;

public final class ActiveCaloriesBurnedRecord extends IntervalRecord {
    private final Energy amount;

    private ActiveCaloriesBurnedRecord(Metadata metadata, Instant start, Instant end, Energy amount) {
        super(metadata, start, end);
        this.amount = amount;
    }

    public Energy getEnergy() {
        return amount;
    }

    public static final class Builder {
        private final ActiveCaloriesBurnedRecord made;

        public Builder(Metadata metadata, Instant startTime, Instant endTime, Energy amount) {
            made = new ActiveCaloriesBurnedRecord(metadata, startTime, endTime, amount);
        }

        public ActiveCaloriesBurnedRecord build() {
            return made;
        }
    }
}
