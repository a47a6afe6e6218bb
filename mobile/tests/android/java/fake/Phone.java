package fake;

import android.app.job.JobInfo;
import android.app.job.JobScheduler;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.content.pm.PermissionInfo;
import android.health.connect.HealthConnectException;
import android.health.connect.HealthConnectManager;
import android.health.connect.changelog.ChangeLogsResponse;
import android.health.connect.datatypes.ExerciseSessionRecord;
import android.health.connect.datatypes.IntervalRecord;
import android.health.connect.datatypes.Record;
import java.io.File;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A phone that a test sets up: what is allowed, what is in Health Connect, what goes wrong. */
public final class Phone {
    public static final String PACKAGE = "app.fitglue.fitglue_phone";
    public static final Context app = new App();
    public static final Set<String> allowed = new HashSet<>();
    public static final Set<String> unknown = new HashSet<>();
    public static final List<Integer> finished = new CopyOnWriteArrayList<>();
    public static final List<Intent> started = new ArrayList<>();
    public static final List<String> calls = new CopyOnWriteArrayList<>();
    public static final Map<Integer, JobInfo> jobs = new TreeMap<>();
    public static boolean foreground, unlocked, online, powerSave, hasHealth, refusesExpedited;
    public static ZoneOffset offset;
    public static File folder;
    public static int failsWith, failsAfter;
    private static final List<Record> records = new ArrayList<>();
    private static final List<Object> log = new ArrayList<>(); // a record, or the id of a deleted one
    private static int oldestToken;
    private static Instant earliest;

    public static synchronized void reset(String in) {
        allowed.clear();
        unknown.clear();
        finished.clear();
        started.clear();
        calls.clear();
        jobs.clear();
        records.clear();
        log.clear();
        foreground = unlocked = online = hasHealth = true;
        powerSave = refusesExpedited = false;
        offset = ZoneOffset.UTC;
        folder = new File(in);
        failsWith = failsAfter = oldestToken = 0;
        earliest = Instant.EPOCH;
        Keystore.forget();
    }

    /** Let an app write: ids are given, and a client's id takes the place of its earlier one. */
    public static synchronized void write(String origin, List<Record> written) {
        for (Record one : written) {
            Record earlier = sameClient(origin, one);
            String id = earlier == null ? UUID.randomUUID().toString() : earlier.getMetadata().getId();
            put(id, origin, one, earlier);
        }
    }

    /** Let an app write a record in the place of another. */
    public static synchronized void update(String id, Record one) {
        Record earlier = find(id);
        put(id, earlier.getMetadata().getDataOrigin().getPackageName(), one, earlier);
    }

    public static synchronized void delete(String id) {
        records.remove(find(id));
        log.add(id);
    }

    public static synchronized void forgetTokens() {
        oldestToken = log.size() + 1;
        log.add("");
    }

    public static synchronized void showsSince(Instant since) {
        earliest = since;
    }

    private static void put(String id, String origin, Record one, Record earlier) {
        one.getMetadata().fakeWritten(id, origin);
        records.remove(earlier);
        records.add(one);
        log.add(one);
    }

    private static Record find(String id) {
        for (Record one : records) {
            if (one.getMetadata().getId().equals(id)) {
                return one;
            }
        }
        throw new IllegalArgumentException("no record " + id);
    }

    private static Record sameClient(String origin, Record given) {
        String client = given.getMetadata().getClientRecordId();
        for (Record one : records) {
            if (client != null && client.equals(one.getMetadata().getClientRecordId())
                    && one.getClass() == given.getClass()
                    && origin.equals(one.getMetadata().getDataOrigin().getPackageName())) {
                return one;
            }
        }
        return null;
    }

    public static synchronized void called(String what) {
        calls.add(what);
        if (failsWith != 0 && failsAfter-- <= 0) {
            throw HealthConnectException.fakeOf(failsWith);
        }
    }

    public static boolean allows(String permission) {
        return allowed.contains("android.permission.health." + permission);
    }

    public static boolean mayReadNow() {
        return foreground || allows("READ_HEALTH_DATA_IN_BACKGROUND");
    }

    public static boolean routesMayBeRead(Record session) {
        return allows("READ_EXERCISE_ROUTES")
                || session.getMetadata().getDataOrigin().getPackageName().equals(PACKAGE);
    }

    private static final Map<String, String> PERMISSIONS = Map.of(
            "ExerciseSessionRecord", "READ_EXERCISE", "CyclingPedalingCadenceRecord", "READ_EXERCISE",
            "HeartRateRecord", "READ_HEART_RATE", "SpeedRecord", "READ_SPEED",
            "PowerRecord", "READ_POWER", "StepsRecord", "READ_STEPS",
            "StepsCadenceRecord", "READ_STEPS", "DistanceRecord", "READ_DISTANCE",
            "ElevationGainedRecord", "READ_ELEVATION_GAINED",
            "ActiveCaloriesBurnedRecord", "READ_ACTIVE_CALORIES_BURNED");

    public static void mustAllow(Set<Class<? extends Record>> types) {
        for (Class<?> type : types) {
            String needed =
                    PERMISSIONS.getOrDefault(type.getSimpleName(), "READ_TOTAL_CALORIES_BURNED");
            if (!allows(needed)) {
                throw HealthConnectException.fakeOf(HealthConnectException.ERROR_SECURITY);
            }
        }
    }

    public static synchronized List<Record> readable(Class<? extends Record> type) {
        mustAllow(Set.of(type));
        Instant since = allows("READ_HEALTH_DATA_HISTORY") ? Instant.EPOCH : earliest;
        List<Record> found = new ArrayList<>();
        for (Record one : records) {
            if (type.isInstance(one) && !((IntervalRecord) one).getStartTime().isBefore(since)) {
                found.add(one);
            }
        }
        found.sort((a, b) -> ((IntervalRecord) a).getStartTime()
                .compareTo(((IntervalRecord) b).getStartTime()));
        return found;
    }

    public static synchronized String token() {
        return "token " + log.size();
    }

    public static synchronized ChangeLogsResponse changes(String token, int size) {
        if (!mayReadNow() || !allows("READ_EXERCISE")) {
            throw HealthConnectException.fakeOf(HealthConnectException.ERROR_SECURITY);
        }
        int from = Integer.parseInt(token.substring(6));
        if (from < oldestToken) {
            throw HealthConnectException.fakeOf(HealthConnectException.ERROR_INVALID_ARGUMENT);
        }
        List<Record> upserted = new ArrayList<>();
        List<ChangeLogsResponse.DeletedLog> deleted = new ArrayList<>();
        int at = from;
        for (; at < log.size() && upserted.size() + deleted.size() < size; at++) {
            if (log.get(at) instanceof String id) {
                if (!id.isEmpty()) {
                    deleted.add(new ChangeLogsResponse.DeletedLog(id, 0));
                }
            } else if (log.get(at) instanceof ExerciseSessionRecord one && records.contains(one)) {
                upserted.add(one);
            }
        }
        return ChangeLogsResponse.fakeOf(upserted, deleted, "token " + at, at < log.size());
    }

    private static final class Scheduler extends JobScheduler {
        public int schedule(JobInfo job) {
            if (job.isExpedited() && refusesExpedited) {
                return RESULT_FAILURE;
            }
            jobs.put(job.getId(), job);
            return RESULT_SUCCESS;
        }

        public void cancel(int jobId) {
            jobs.remove(jobId);
        }

        public JobInfo getPendingJob(int jobId) {
            return jobs.get(jobId);
        }
    }

    private static final class Packages extends PackageManager {
        public Intent getLaunchIntentForPackage(String packageName) {
            return packageName.equals(PACKAGE) ? new Intent("android.intent.action.MAIN") : null;
        }

        public PermissionInfo getPermissionInfo(String name, int flags)
                throws NameNotFoundException {
            if (unknown.contains(name)) {
                throw new NameNotFoundException();
            }
            return new PermissionInfo();
        }
    }

    private static final class App extends Context {
        private final HealthConnectManager health = new HealthConnectManager();

        public Object getSystemService(String name) {
            if (name.equals(HEALTHCONNECT_SERVICE)) {
                return hasHealth ? health : null;
            }
            return name.equals(JOB_SCHEDULER_SERVICE) ? new Scheduler() : null;
        }

        protected Object fakeService(Class<?> service) {
            try {
                return service.getConstructor().newInstance();
            } catch (ReflectiveOperationException wrong) {
                throw new IllegalArgumentException(wrong);
            }
        }

        public int checkSelfPermission(String permission) {
            return allowed.contains(permission) ? 0 : -1;
        }

        public String getPackageName() {
            return PACKAGE;
        }

        public PackageManager getPackageManager() {
            return new Packages();
        }

        public File getNoBackupFilesDir() {
            return folder;
        }

        public Context getApplicationContext() {
            return this;
        }

        public void startActivity(Intent intent) {
            started.add(intent);
        }
    }

    private Phone() {}
}
