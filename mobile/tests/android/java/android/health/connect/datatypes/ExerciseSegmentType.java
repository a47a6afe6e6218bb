package android.health.connect.datatypes;

public final class ExerciseSegmentType {
    public static final int EXERCISE_SEGMENT_TYPE_PAUSE = 67;
    public static final int EXERCISE_SEGMENT_TYPE_SQUAT = 55;
}
