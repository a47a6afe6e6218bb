package android.net;

public class ConnectivityManager {
    public Network getActiveNetwork() {
        return fake.Phone.online ? new Network() : null;
    }
}
