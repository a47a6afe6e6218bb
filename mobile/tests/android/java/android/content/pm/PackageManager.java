package android.content.pm;

public abstract class PackageManager {
    public abstract android.content.Intent getLaunchIntentForPackage(String packageName);

    public static final int PERMISSION_GRANTED = 0;

    public abstract PermissionInfo getPermissionInfo(String name, int flags)
            throws NameNotFoundException;

    public static class NameNotFoundException extends Exception {}
}
