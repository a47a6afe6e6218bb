package android.health.connect;

public interface TimeRangeFilter {}
