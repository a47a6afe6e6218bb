/* How a test speaks to the fake: one function that takes JSON and gives JSON. */
#import "Fake.h"

NSMutableDictionary *failures, *counts;

NSError *failure(NSString *operation) {
  NSNumber *code = [failures objectForKey:operation];
  return code ? [[NSError errorWithDomain:@"com.apple.healthkit" code:[code integerValue] userInfo:nil] retain] : nil;
}
void count(NSString *what) {
  @synchronized(counts) {
    NSInteger before = [[counts objectForKey:what] integerValue];
    [counts setObject:[NSNumber numberWithInteger:before + 1] forKey:[[what copy] autorelease]];
  }
}
void refuse(NSString *reason) { [NSException raise:NSInvalidArgumentException format:@"%@", reason]; }

@interface Later : NSObject { @public void (^work)(void); } @end
@implementation Later
- (void)run:(id)nothing {
  NSAutoreleasePool *pool = [NSAutoreleasePool new];
  work();
  _Block_release(work);
  [pool drain];
}
@end
void later(void (^work)(void)) {
  Later *one = [[Later new] autorelease];
  one->work = _Block_copy(work);
  [NSThread detachNewThreadSelector:@selector(run:) toTarget:one withObject:nil];
}

static id told_or_nil(id value) { return value == [NSNull null] ? nil : value; }
static NSDate *date(id seconds) {
  seconds = told_or_nil(seconds);
  return seconds ? [[NSDate dateWithTimeIntervalSince1970:[seconds doubleValue]] retain] : nil;
}
static HKQuantity *quantity(NSDictionary *told) {
  told = told_or_nil(told);
  if (!told) return nil;
  NSString *unit = [told objectForKey:@"unit"];
  if ([unit isEqual:@"kcal/hr·kg"]) unit = @"kcal/(kg*hr)";
  if ([unit isEqual:@"mL/min·kg"]) unit = @"ml/(kg*min)";
  return [[HKQuantity quantityWithUnit:[HKUnit unitFromString:unit] doubleValue:[[told objectForKey:@"value"] doubleValue]] retain];
}
static NSDictionary *metadata(NSDictionary *told) {
  NSMutableDictionary *made = [NSMutableDictionary new];
  for (NSString *key in told) {
    id value = [told objectForKey:key];
    if ([value isKindOfClass:[NSDictionary class]])
      value = [value objectForKey:@"date"] ? (id)date([value objectForKey:@"date"]) : (id)quantity(value);
    [made setObject:value forKey:key];
  }
  return made;
}
static NSDictionary *statistics(NSArray *all) {
  NSMutableDictionary *made = [NSMutableDictionary new];
  for (NSDictionary *told in all) {
    HKStatistics *one = [[HKStatistics new] autorelease];
    NSMutableDictionary *figures = [NSMutableDictionary new];
    for (NSString *name in [NSArray arrayWithObjects:@"sum", @"average", @"minimum", @"maximum", nil])
      if (told_or_nil([told objectForKey:name]))
        [figures setObject:quantity([NSDictionary dictionaryWithObjectsAndKeys:[told objectForKey:name], @"value", [told objectForKey:@"unit"], @"unit", nil]) forKey:name];
    one->figures = figures;
    NSString *type = [@"HKQuantityTypeIdentifier" stringByAppendingString:[told objectForKey:@"quantity"]];
    [made setObject:one forKey:[HKObjectType quantityTypeForIdentifier:type]];
  }
  return made;
}
static NSArray *events(NSArray *all) {
  NSMutableArray *made = [NSMutableArray new];
  for (NSDictionary *told in all) {
    HKWorkoutEvent *one = [[HKWorkoutEvent new] autorelease];
    NSDate *start = date([told objectForKey:@"start_s"]), *end = date([told objectForKey:@"end_s"]);
    one->type = [[told objectForKey:@"type"] integerValue];
    one->when = [[NSDateInterval alloc] initWithStartDate:start endDate:end ? end : start];
    one->metadata = metadata([told objectForKey:@"metadata"]);
    [made addObject:one];
  }
  return made;
}
static NSArray *legs(NSArray *all) {
  NSMutableArray *made = [NSMutableArray new];
  for (NSDictionary *told in all) {
    HKWorkoutActivity *one = [[HKWorkoutActivity new] autorelease];
    one->uuid = [[NSUUID alloc] initWithUUIDString:[told objectForKey:@"uuid"]];
    one->start = date([told objectForKey:@"start_s"]); one->end = date([told objectForKey:@"end_s"]);
    one->duration = [told_or_nil([told objectForKey:@"duration_s"]) doubleValue];
    one->metadata = metadata([told objectForKey:@"metadata"]);
    one->events = events([told objectForKey:@"events"]);
    one->statistics = statistics([told objectForKey:@"statistics"]);
    one->configuration = [HKWorkoutConfiguration new];
    one->configuration->activity = [[told objectForKey:@"activity_type"] integerValue];
    one->configuration->location = [[told objectForKey:@"location_type"] integerValue];
    one->configuration->swimming = [[told objectForKey:@"swimming_location_type"] integerValue];
    one->configuration->lap = quantity([told objectForKey:@"lap_length"]);
    [made addObject:one];
  }
  return made;
}
static void object(HKObject *one, NSDictionary *told) {
  NSDictionary *app = [told objectForKey:@"app"];
  NSString *uuid = [told objectForKey:@"uuid"];
  one->uuid = uuid ? [[NSUUID alloc] initWithUUIDString:uuid] : [NSUUID new];
  one->metadata = metadata([told objectForKey:@"metadata"]);
  one->revision = [HKSourceRevision new]; one->revision->source = [HKSource new];
  one->revision->source->name = [[app objectForKey:@"name"] copy];
  one->revision->source->bundle = [[app objectForKey:@"bundle_id"] copy];
  one->revision->version = [[app objectForKey:@"version"] copy];
  one->device = [HKDevice new]; one->device->fields = [[told objectForKey:@"device"] copy];
}
static double at(NSDictionary *points, NSString *column, NSUInteger i) { return [[[points objectForKey:column] objectAtIndex:i] doubleValue]; }
static void route(NSDictionary *told, NSUUID *owner) {
  HKWorkoutRoute *made = [HKWorkoutRoute new];
  NSMutableArray *locations = [NSMutableArray new];
  NSDictionary *points = [told objectForKey:@"points"];
  NSUInteger n = [[points objectForKey:@"time_s"] count];
  object(made, told);
  made->type = [[HKSeriesType workoutRouteType] retain]; made->owner = owner;
  for (NSUInteger i = 0; i < n; i++) {
    CLLocationCoordinate2D place = {at(points, @"latitude_deg", i), at(points, @"longitude_deg", i)};
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    [locations addObject:[[[CLLocation alloc] initWithCoordinate:place altitude:at(points, @"altitude_m", i)
        horizontalAccuracy:at(points, @"horizontal_accuracy_m", i) verticalAccuracy:at(points, @"vertical_accuracy_m", i)
        course:at(points, @"course_deg", i) speed:at(points, @"speed_m_per_s", i)
        timestamp:[NSDate dateWithTimeIntervalSince1970:at(points, @"time_s", i)]] autorelease]];
    [pool drain];
  }
  made->locations = locations;
  made->start = date([NSNumber numberWithDouble:n ? at(points, @"time_s", 0) : 0]);
  made->end = date([NSNumber numberWithDouble:n ? at(points, @"time_s", n - 1) : 0]);
  add(made);
}
static void series(NSDictionary *told, NSUUID *owner) {
  HKQuantitySample *made = [HKQuantitySample new];
  NSMutableArray *durations = [NSMutableArray new];
  NSArray *ends = told_or_nil([told objectForKey:@"end_s"]);
  NSString *type = [@"HKQuantityTypeIdentifier" stringByAppendingString:[told objectForKey:@"quantity"]];
  object(made, told);
  made->type = [[HKObjectType quantityTypeForIdentifier:type] retain];
  made->unit = quantity([NSDictionary dictionaryWithObjectsAndKeys:@"0", @"value", [told objectForKey:@"unit"], @"unit", nil])->unit;
  made->starts = [[told objectForKey:@"start_s"] copy]; made->values = [[told objectForKey:@"value"] copy];
  for (NSUInteger i = 0; i < [made->starts count]; i++)
    [durations addObject:[NSNumber numberWithDouble:ends ? [[ends objectAtIndex:i] doubleValue] - [[made->starts objectAtIndex:i] doubleValue] : 0]];
  made->durations = durations;
  made->start = date([made->starts objectAtIndex:0]); made->end = date([made->starts lastObject]);
  made->owner = [told objectForKey:@"alone"] ? nil : owner;
  add(made);
}
static void stage(NSDictionary *told) {
  HKCategorySample *made = [HKCategorySample new];
  object(made, told);
  made->type = [[HKObjectType categoryTypeForIdentifier:@"HKCategoryTypeIdentifierSleepAnalysis"] retain];
  made->start = date([told objectForKey:@"start_s"]); made->end = date([told objectForKey:@"end_s"]);
  made->value = [[told objectForKey:@"stage"] integerValue];
  add(made);
}
id made_of(NSDictionary *told) {
  HKWorkout *made = [HKWorkout new];
  object(made, told);
  made->type = [[HKObjectType workoutType] retain];
  made->start = date([told objectForKey:@"start_s"]); made->end = date([told objectForKey:@"end_s"]);
  made->activity = [[told objectForKey:@"activity_type"] integerValue];
  made->duration = [told_or_nil([told objectForKey:@"duration_s"]) doubleValue];
  made->events = events([told objectForKey:@"events"]);
  made->legs = legs([told objectForKey:@"legs"]);
  made->statistics = statistics([told objectForKey:@"statistics"]);
  add(made);
  for (NSDictionary *one in [told objectForKey:@"routes"]) route(one, made->uuid);
  for (NSDictionary *one in [told objectForKey:@"series"]) series(one, made->uuid);
  return made;
}

static void reset(void) {
  entries = entries ? entries : [NSMutableArray new];
  [entries removeAllObjects];
  failures = [NSMutableDictionary new]; counts = [NSMutableDictionary new];
  plist = [NSMutableDictionary new]; settings = [NSMutableDictionary new];
}
static id obeyed(NSDictionary *told) {
  NSString *name;
  if ([told objectForKey:@"reset"]) reset();
  for (NSDictionary *one in [told objectForKey:@"workouts"]) made_of(one);
  for (NSDictionary *one in [told objectForKey:@"routes"]) route(one, [[NSUUID alloc] initWithUUIDString:[one objectForKey:@"workout"]]);
  for (NSDictionary *one in [told objectForKey:@"samples"]) series(one, nil);
  for (NSDictionary *one in [told objectForKey:@"stages"]) stage(one);
  if ((name = [told objectForKey:@"delete"])) forget(name);
  if ((name = [told objectForKey:@"notify"])) notify(name);
  if ([told objectForKey:@"failures"]) [failures setDictionary:[told objectForKey:@"failures"]];
  if ([told objectForKey:@"plist"]) [plist setDictionary:[told objectForKey:@"plist"]];
  if ([told objectForKey:@"settings"]) [settings addEntriesFromDictionary:[told objectForKey:@"settings"]];
  if ([told objectForKey:@"counts"]) return counts;
  if ([told objectForKey:@"ask settings"]) return settings;
  return of_application(told);
}
/* The caller copies what is given before it asks again. */
const char *fake(const char *json) {
  static char *last;
  NSAutoreleasePool *pool = [NSAutoreleasePool new];
  if (!entries) reset();
  NSDictionary *told = [NSJSONSerialization JSONObjectWithData:[NSData dataWithBytes:json length:strlen(json)] options:0 error:0];
  id answer = obeyed(told);
  free(last);
  @synchronized(counts) {
    NSData *data = [NSJSONSerialization dataWithJSONObject:answer ? answer : [NSDictionary dictionary] options:0 error:0];
    last = strndup([data bytes], [data length]);
  }
  [pool drain];
  return last;
}
