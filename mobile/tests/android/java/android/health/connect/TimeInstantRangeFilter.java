package android.health.connect;

import java.time.Instant;

public final class TimeInstantRangeFilter implements TimeRangeFilter {
    private final Instant start;
    private final Instant end;

    private TimeInstantRangeFilter(Instant start, Instant end) {
        this.start = start;
        this.end = end;
    }

    public Instant getStartTime() {
        return start;
    }

    public Instant getEndTime() {
        return end;
    }

    public static final class Builder {
        private Instant start;
        private Instant end;

        public Builder() {}

        public Builder setStartTime(Instant time) {
            start = time;
            return this;
        }

        public Builder setEndTime(Instant time) {
            end = time;
            return this;
        }

        public TimeInstantRangeFilter build() {
            if (start != null && end != null && !start.isBefore(end)) {
                throw new IllegalArgumentException("end time needs to be after start time");
            }
            return new TimeInstantRangeFilter(start, end);
        }
    }
}
