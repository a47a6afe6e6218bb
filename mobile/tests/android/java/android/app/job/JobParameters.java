package android.app.job;

public class JobParameters {
    private final int id;

    private JobParameters(int id) {
        this.id = id;
    }

    public static JobParameters fakeOf(int id) {
        return new JobParameters(id);
    }

    public int getJobId() {
        return id;
    }
}
