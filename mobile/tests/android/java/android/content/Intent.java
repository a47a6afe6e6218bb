package android.content;

import java.util.HashMap;
import java.util.Map;

public class Intent {
    public static final String EXTRA_PACKAGE_NAME = "android.intent.extra.PACKAGE_NAME";
    public static final String ACTION_SEND = "android.intent.action.SEND";
    public static final String EXTRA_TEXT = "android.intent.extra.TEXT";
    private final String action;
    private String type;
    private final Map<String, Object> extras = new HashMap<>();

    public Intent(String action) {
        this.action = action;
    }

    public static Intent createChooser(Intent target, CharSequence title) {
        return target;
    }

    public Intent setType(String type) {
        this.type = type;
        return this;
    }

    public String getType() {
        return type;
    }

    public String getDataString() {
        return (String) extras.get("fake data");
    }

    public String getAction() {
        return action;
    }

    public Intent putExtra(String name, String value) {
        extras.put(name, value);
        return this;
    }

    public void fakeExtra(String name, Object value) {
        extras.put(name, value);
    }

    public String getStringExtra(String name) {
        return (String) extras.get(name);
    }

    public <T> T getParcelableExtra(String name, Class<T> type) {
        return type.cast(extras.get(name));
    }
}
