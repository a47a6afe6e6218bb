package android.app;

import android.content.ContextWrapper;
import android.content.Intent;

public class Activity extends ContextWrapper {
    public static final int RESULT_OK = -1;
    private Intent fakeIntent;

    public Intent getIntent() {
        return fakeIntent;
    }

    public void fakeStarted(Intent intent) {
        fakeIntent = intent;
    }

    public void finish() {
        fake.Phone.calls.add("finish");
    }
}
