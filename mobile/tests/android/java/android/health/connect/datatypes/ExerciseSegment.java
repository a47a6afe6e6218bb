package android.health.connect.datatypes;

import java.time.Instant;

public final class ExerciseSegment {
    private final Builder told;

    private ExerciseSegment(Builder told) {
        this.told = told;
    }

    public Instant getStartTime() {
        return told.start;
    }

    public Instant getEndTime() {
        return told.end;
    }

    public int getSegmentType() {
        return told.type;
    }

    public int getRepetitionsCount() {
        return told.repetitions;
    }

    public static final class Builder {
        private final Instant start;
        private final Instant end;
        private final int type;
        private int repetitions;

        public Builder(Instant startTime, Instant endTime, int segmentType) {
            start = startTime;
            end = endTime;
            type = segmentType;
        }

        public Builder setRepetitionsCount(int repetitions) {
            this.repetitions = repetitions;
            return this;
        }

        public ExerciseSegment build() {
            return new ExerciseSegment(this);
        }
    }
}
