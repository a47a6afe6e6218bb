package android.content;

public class ContextWrapper extends Context {
    private Context on() {
        return fake.Phone.app;
    }

    public Object getSystemService(String name) {
        return on().getSystemService(name);
    }

    protected Object fakeService(Class<?> service) {
        return on().fakeService(service);
    }

    public int checkSelfPermission(String permission) {
        return on().checkSelfPermission(permission);
    }

    public String getPackageName() {
        return on().getPackageName();
    }

    public android.content.pm.PackageManager getPackageManager() {
        return on().getPackageManager();
    }

    public java.io.File getNoBackupFilesDir() {
        return on().getNoBackupFilesDir();
    }

    public Context getApplicationContext() {
        return on();
    }

    public void startActivity(Intent intent) {
        on().startActivity(intent);
    }
}
