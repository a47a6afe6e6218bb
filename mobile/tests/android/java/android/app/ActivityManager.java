package android.app;

public class ActivityManager {
    public static void getMyMemoryState(RunningAppProcessInfo outState) {
        outState.importance = fake.Phone.foreground ? 100 : 400;
    }

    public static class RunningAppProcessInfo {
        public static final int IMPORTANCE_FOREGROUND = 100;
        public int importance;
    }
}
