package android.health.connect.datatypes;

import java.time.Instant;
import java.util.List;

public final class HeartRateRecord extends IntervalRecord {
    private final List<HeartRateSample> samples;

    private HeartRateRecord(
            Metadata metadata, Instant start, Instant end, List<HeartRateSample> samples) {
        super(metadata, start, end);
        this.samples = samples;
    }

    public List<HeartRateSample> getSamples() {
        return samples;
    }

    public static final class HeartRateSample {
        private final long value;
        private final Instant at;

        public HeartRateSample(long value, Instant time) {
            this.value = value;
            at = time;
        }

        public long getBeatsPerMinute() {
            return value;
        }

        public Instant getTime() {
            return at;
        }
    }

    public static final class Builder {
        private final HeartRateRecord made;

        public Builder(
                Metadata metadata, Instant startTime, Instant endTime, List<HeartRateSample> samples) {
            made = new HeartRateRecord(metadata, startTime, endTime, samples);
        }

        public HeartRateRecord build() {
            return made;
        }
    }
}
