package android.os;

public final class PowerManager {
    public boolean isPowerSaveMode() {
        return fake.Phone.powerSave;
    }
}
