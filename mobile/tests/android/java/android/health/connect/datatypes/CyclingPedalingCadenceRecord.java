package android.health.connect.datatypes;

import java.time.Instant;
import java.util.List;

public final class CyclingPedalingCadenceRecord extends IntervalRecord {
    private final List<CyclingPedalingCadenceRecordSample> samples;

    private CyclingPedalingCadenceRecord(
            Metadata metadata, Instant start, Instant end, List<CyclingPedalingCadenceRecordSample> samples) {
        super(metadata, start, end);
        this.samples = samples;
    }

    public List<CyclingPedalingCadenceRecordSample> getSamples() {
        return samples;
    }

    public static final class CyclingPedalingCadenceRecordSample {
        private final double value;
        private final Instant at;

        public CyclingPedalingCadenceRecordSample(double value, Instant time) {
            this.value = value;
            at = time;
        }

        public double getRevolutionsPerMinute() {
            return value;
        }

        public Instant getTime() {
            return at;
        }
    }

    public static final class Builder {
        private final CyclingPedalingCadenceRecord made;

        public Builder(
                Metadata metadata, Instant startTime, Instant endTime, List<CyclingPedalingCadenceRecordSample> samples) {
            made = new CyclingPedalingCadenceRecord(metadata, startTime, endTime, samples);
        }

        public CyclingPedalingCadenceRecord build() {
            return made;
        }
    }
}
