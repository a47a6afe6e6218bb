package android.health.connect.datatypes;

import java.time.Instant;
import java.util.List;

public final class StepsCadenceRecord extends IntervalRecord {
    private final List<StepsCadenceRecordSample> samples;

    private StepsCadenceRecord(
            Metadata metadata, Instant start, Instant end, List<StepsCadenceRecordSample> samples) {
        super(metadata, start, end);
        this.samples = samples;
    }

    public List<StepsCadenceRecordSample> getSamples() {
        return samples;
    }

    public static final class StepsCadenceRecordSample {
        private final double value;
        private final Instant at;

        public StepsCadenceRecordSample(double value, Instant time) {
            this.value = value;
            at = time;
        }

        public double getRate() {
            return value;
        }

        public Instant getTime() {
            return at;
        }
    }

    public static final class Builder {
        private final StepsCadenceRecord made;

        public Builder(
                Metadata metadata, Instant startTime, Instant endTime, List<StepsCadenceRecordSample> samples) {
            made = new StepsCadenceRecord(metadata, startTime, endTime, samples);
        }

        public StepsCadenceRecord build() {
            return made;
        }
    }
}
