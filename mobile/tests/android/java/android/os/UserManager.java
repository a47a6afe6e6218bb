package android.os;

public class UserManager {
    public boolean isUserUnlocked() {
        return fake.Phone.unlocked;
    }
}
