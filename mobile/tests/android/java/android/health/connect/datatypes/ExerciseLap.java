package android.health.connect.datatypes;

import android.health.connect.datatypes.units.Length;
import java.time.Instant;

public final class ExerciseLap {
    private final Builder told;

    private ExerciseLap(Builder told) {
        this.told = told;
    }

    public Instant getStartTime() {
        return told.start;
    }

    public Instant getEndTime() {
        return told.end;
    }

    public Length getLength() {
        return told.length;
    }

    public static final class Builder {
        private final Instant start;
        private final Instant end;
        private Length length;

        public Builder(Instant startTime, Instant endTime) {
            start = startTime;
            end = endTime;
        }

        public Builder setLength(Length length) {
            this.length = length;
            return this;
        }

        public ExerciseLap build() {
            return new ExerciseLap(this);
        }
    }
}
