package android.os;

public class Build {
    public static final String MODEL = "A phone";

    public static class VERSION {
        public static final String RELEASE = "16";
    }
}
