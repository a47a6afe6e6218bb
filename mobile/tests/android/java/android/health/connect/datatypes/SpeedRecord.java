package android.health.connect.datatypes;

import android.health.connect.datatypes.units.Velocity;
import java.time.Instant;
import java.util.List;

public final class SpeedRecord extends IntervalRecord {
    private final List<SpeedRecordSample> samples;

    private SpeedRecord(
            Metadata metadata, Instant start, Instant end, List<SpeedRecordSample> samples) {
        super(metadata, start, end);
        this.samples = samples;
    }

    public List<SpeedRecordSample> getSamples() {
        return samples;
    }

    public static final class SpeedRecordSample {
        private final Velocity value;
        private final Instant at;

        public SpeedRecordSample(Velocity value, Instant time) {
            this.value = value;
            at = time;
        }

        public Velocity getSpeed() {
            return value;
        }

        public Instant getTime() {
            return at;
        }
    }

    public static final class Builder {
        private final SpeedRecord made;

        public Builder(
                Metadata metadata, Instant startTime, Instant endTime, List<SpeedRecordSample> samples) {
            made = new SpeedRecord(metadata, startTime, endTime, samples);
        }

        public SpeedRecord build() {
            return made;
        }
    }
}
