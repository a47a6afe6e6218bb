package android.content;

public abstract class Context {
    public static final String HEALTHCONNECT_SERVICE = "healthconnect";
    public static final String JOB_SCHEDULER_SERVICE = "jobscheduler";

    public abstract Object getSystemService(String name);

    public final <T> T getSystemService(Class<T> service) {
        return service.cast(fakeService(service));
    }

    protected abstract Object fakeService(Class<?> service);

    public abstract int checkSelfPermission(String permission);

    public abstract String getPackageName();

    public abstract android.content.pm.PackageManager getPackageManager();

    public abstract java.io.File getNoBackupFilesDir();

    public abstract Context getApplicationContext();

    public abstract void startActivity(Intent intent);
}
