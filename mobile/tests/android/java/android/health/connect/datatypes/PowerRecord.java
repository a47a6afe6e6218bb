package android.health.connect.datatypes;

import android.health.connect.datatypes.units.Power;
import java.time.Instant;
import java.util.List;

public final class PowerRecord extends IntervalRecord {
    private final List<PowerRecordSample> samples;

    private PowerRecord(
            Metadata metadata, Instant start, Instant end, List<PowerRecordSample> samples) {
        super(metadata, start, end);
        this.samples = samples;
    }

    public List<PowerRecordSample> getSamples() {
        return samples;
    }

    public static final class PowerRecordSample {
        private final Power value;
        private final Instant at;

        public PowerRecordSample(Power value, Instant time) {
            this.value = value;
            at = time;
        }

        public Power getPower() {
            return value;
        }

        public Instant getTime() {
            return at;
        }
    }

    public static final class Builder {
        private final PowerRecord made;

        public Builder(
                Metadata metadata, Instant startTime, Instant endTime, List<PowerRecordSample> samples) {
            made = new PowerRecord(metadata, startTime, endTime, samples);
        }

        public PowerRecord build() {
            return made;
        }
    }
}
