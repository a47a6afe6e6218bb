package android.health.connect;

import android.health.connect.changelog.ChangeLogTokenRequest;
import android.health.connect.changelog.ChangeLogTokenResponse;
import android.health.connect.changelog.ChangeLogsRequest;
import android.health.connect.changelog.ChangeLogsResponse;
import android.health.connect.datatypes.IntervalRecord;
import android.health.connect.datatypes.Record;
import android.os.OutcomeReceiver;
import fake.Phone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** What Health Connect does, as far as the app sees it: pages, changes, and what it refuses. */
public class HealthConnectManager {
    public static final String ACTION_REQUEST_EXERCISE_ROUTE =
            "android.health.connect.action.REQUEST_EXERCISE_ROUTE";
    public static final String ACTION_MANAGE_HEALTH_PERMISSIONS =
            "android.health.connect.action.MANAGE_HEALTH_PERMISSIONS";
    public static final String EXTRA_EXERCISE_ROUTE =
            "android.health.connect.extra.EXERCISE_ROUTE";
    public static final String EXTRA_SESSION_ID = "android.health.connect.extra.SESSION_ID";

    private interface Work<R> {
        R give();
    }

    private <R> void answer(
            String what, Executor executor, OutcomeReceiver<R, HealthConnectException> told, Work<R> work) {
        new Thread(() -> {
            try {
                Phone.called(what);
                R result = work.give();
                executor.execute(() -> told.onResult(result));
            } catch (HealthConnectException refused) {
                executor.execute(() -> told.onError(refused));
            }
        }).start();
    }

    public <T extends Record> void readRecords(
            ReadRecordsRequest<T> request,
            Executor executor,
            OutcomeReceiver<ReadRecordsResponse<T>, HealthConnectException> callback) {
        answer("read " + request.getRecordType().getSimpleName(), executor, callback,
                () -> read(request));
    }

    private <T extends Record> ReadRecordsResponse<T> read(ReadRecordsRequest<T> request) {
        List<T> all = new ArrayList<>();
        if (request instanceof ReadRecordsRequestUsingIds<T> byId) {
            for (Record one : Phone.readable(request.getRecordType())) {
                boolean own = one.getMetadata().getDataOrigin().getPackageName().equals(Phone.PACKAGE);
                if (byId.fakeIds().contains(one.getMetadata().getId())
                        && (own || Phone.mayReadNow())) {
                    all.add(request.getRecordType().cast(one));
                }
            }
            return new ReadRecordsResponse<>(all, -1);
        }
        if (!Phone.mayReadNow()) {
            throw HealthConnectException.fakeOf(HealthConnectException.ERROR_SECURITY);
        }
        var asked = (ReadRecordsRequestUsingFilters<T>) request;
        var span = (TimeInstantRangeFilter) asked.getTimeRangeFilter();
        for (Record one : Phone.readable(request.getRecordType())) {
            Instant start = ((IntervalRecord) one).getStartTime();
            if (span == null || (!start.isBefore(span.getStartTime()) && start.isBefore(span.getEndTime()))) {
                all.add(request.getRecordType().cast(one));
            }
        }
        int from = (int) Math.max(asked.getPageToken(), 0);
        int to = Math.min(from + asked.getPageSize(), all.size());
        return new ReadRecordsResponse<>(
                new ArrayList<>(all.subList(from, to)), to < all.size() ? to : -1);
    }

    public void getChangeLogToken(
            ChangeLogTokenRequest request,
            Executor executor,
            OutcomeReceiver<ChangeLogTokenResponse, HealthConnectException> callback) {
        answer("token", executor, callback, () -> {
            Phone.mustAllow(request.getRecordTypes());
            return ChangeLogTokenResponse.fakeOf(Phone.token());
        });
    }

    public void getChangeLogs(
            ChangeLogsRequest request,
            Executor executor,
            OutcomeReceiver<ChangeLogsResponse, HealthConnectException> callback) {
        answer("changes", executor, callback,
                () -> Phone.changes(request.getToken(), request.getPageSize()));
    }

    public void insertRecords(
            List<Record> records,
            Executor executor,
            OutcomeReceiver<InsertRecordsResponse, HealthConnectException> callback) {
        answer("insert", executor, callback, () -> {
            Phone.write(Phone.PACKAGE, records);
            return new InsertRecordsResponse(records);
        });
    }
}
