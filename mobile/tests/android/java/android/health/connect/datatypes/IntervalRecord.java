package android.health.connect.datatypes;

import java.time.Instant;
import java.time.ZoneOffset;

public abstract class IntervalRecord extends Record {
    private final Instant start;
    private final Instant end;

    IntervalRecord(Metadata metadata, Instant start, Instant end) {
        super(metadata);
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("end time must be after start time");
        }
        this.start = start;
        this.end = end;
    }

    public Instant getStartTime() {
        return start;
    }

    public Instant getEndTime() {
        return end;
    }

    public ZoneOffset getStartZoneOffset() {
        return fake.Phone.offset;
    }

    public ZoneOffset getEndZoneOffset() {
        return fake.Phone.offset;
    }
}
