package android.health.connect.datatypes;

import java.time.Instant;
import java.util.List;

public final class ExerciseSessionRecord extends IntervalRecord {
    private final Builder told;

    private ExerciseSessionRecord(Builder told) {
        super(told.metadata, told.start, told.end);
        this.told = told;
    }

    public int getExerciseType() {
        return told.type;
    }

    public CharSequence getTitle() {
        return told.title;
    }

    public CharSequence getNotes() {
        return told.notes;
    }

    public List<ExerciseLap> getLaps() {
        return told.laps;
    }

    public List<ExerciseSegment> getSegments() {
        return told.segments;
    }

    public boolean hasRoute() {
        return told.route != null;
    }

    public ExerciseRoute getRoute() {
        return fake.Phone.routesMayBeRead(this) ? told.route : null;
    }

    public static final class Builder {
        private final Metadata metadata;
        private final Instant start;
        private final Instant end;
        private final int type;
        private CharSequence title;
        private CharSequence notes;
        private List<ExerciseLap> laps = List.of();
        private List<ExerciseSegment> segments = List.of();
        private ExerciseRoute route;

        public Builder(Metadata metadata, Instant startTime, Instant endTime, int exerciseType) {
            this.metadata = metadata;
            start = startTime;
            end = endTime;
            type = exerciseType;
        }

        public Builder setTitle(CharSequence title) {
            this.title = title;
            return this;
        }

        public Builder setNotes(CharSequence notes) {
            this.notes = notes;
            return this;
        }

        public Builder setLaps(List<ExerciseLap> laps) {
            this.laps = laps;
            return this;
        }

        public Builder setSegments(List<ExerciseSegment> segments) {
            this.segments = segments;
            return this;
        }

        public Builder setRoute(ExerciseRoute route) {
            this.route = route;
            return this;
        }

        public ExerciseSessionRecord build() {
            return new ExerciseSessionRecord(this);
        }
    }
}
