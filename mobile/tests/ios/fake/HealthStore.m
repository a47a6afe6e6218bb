/* HKHealthStore and its queries, over entries that came and went one after the other. */
#import "Fake.h"

@interface Entry : NSObject { @public id object; NSString *type; BOOL gone; } @end
@implementation Entry @end
@interface FakePredicate : NSObject { @public NSUUID *uuid, *owner; NSDate *from, *to; BOOL effort; } @end
@implementation FakePredicate @end

NSMutableArray *entries;
static NSMutableArray *observers;

void add(HKSample *sample) {
  Entry *one = [[Entry new] autorelease];
  one->object = [sample retain]; one->type = [sample->type->identifier retain];
  @synchronized(entries) { [entries addObject:one]; }
}
void forget(NSString *uuid) {
  @synchronized(entries) {
    for (Entry *one in [NSArray arrayWithArray:entries])
      if (!one->gone && [[[one->object UUID] UUIDString] isEqual:uuid]) {
        HKDeletedObject *deleted = [[HKDeletedObject new] autorelease];
        deleted->uuid = [one->object UUID];
        [entries replaceObjectAtIndex:[entries indexOfObject:one] withObject:[[Entry new] autorelease]];
        Entry *last = [[Entry new] autorelease];
        last->object = [deleted retain]; last->type = one->type; last->gone = YES;
        [entries addObject:last];
      }
  }
}
static BOOL fits(HKSample *sample, FakePredicate *wanted) {
  if (!wanted) return YES;
  if (wanted->uuid) return [sample->uuid isEqual:wanted->uuid];
  if (wanted->owner) return [sample->owner isEqual:wanted->owner];
  return [sample->start compare:wanted->from] >= 0 && (!wanted->to || [sample->start compare:wanted->to] < 0);
}
NSArray *fitting(HKObjectType *type, id predicate) {
  NSMutableArray *found = [NSMutableArray array];
  @synchronized(entries) {
    for (Entry *one in entries)
      if (one->object && !one->gone && [one->type isEqual:type->identifier] && fits(one->object, predicate))
        [found addObject:one->object];
  }
  return found;
}

@interface HKQueryAnchor : NSObject <NSSecureCoding> { @public NSUInteger place; } @end
@implementation HKQueryAnchor
+ (BOOL)supportsSecureCoding { return YES; }
- (void)encodeWithCoder:(NSCoder *)coder { [coder encodeInteger:place forKey:@"place"]; }
- (id)initWithCoder:(NSCoder *)coder { place = [coder decodeIntegerForKey:@"place"]; return self; }
@end
/* GNUstep 1.28 has neither half as it should be. */
@interface NSKeyedArchiver (SinceGNUstep129) @end
@implementation NSKeyedArchiver (SinceGNUstep129)
+ (NSData *)archivedDataWithRootObject:(id)object requiringSecureCoding:(BOOL)secure error:(NSError **)error {
  if (![object respondsToSelector:@selector(encodeWithCoder:)]) refuse(@"object cannot be archived");
  NSMutableData *data = [NSMutableData data];
  NSKeyedArchiver *archiver = [[[NSKeyedArchiver alloc] initForWritingWithMutableData:data] autorelease];
  [archiver encodeObject:object forKey:@"root"];
  [archiver finishEncoding];
  return data;
}
@end
@interface NSKeyedUnarchiver (SinceGNUstep129) @end
@implementation NSKeyedUnarchiver (SinceGNUstep129)
+ (id)unarchivedObjectOfClass:(Class)kind fromData:(NSData *)data error:(NSError **)error {
  id found = nil;
  @try { found = [NSKeyedUnarchiver unarchiveObjectWithData:data]; } @catch (NSException *exception) {}
  if ([found isKindOfClass:kind]) return found;
  if (error) *error = [NSError errorWithDomain:@"NSCocoaErrorDomain" code:4864 userInfo:nil];
  return nil;
}
@end

@implementation HKQuery
+ (id)predicateForObjectWithUUID:(NSUUID *)uuid {
  FakePredicate *made = [[FakePredicate new] autorelease];
  made->uuid = [uuid retain];
  return made;
}
+ (id)predicateForObjectsFromWorkout:(HKWorkout *)workout {
  FakePredicate *made = [[FakePredicate new] autorelease];
  made->owner = [workout->uuid retain];
  return made;
}
+ (id)predicateForWorkoutEffortSamplesRelatedToWorkout:(HKWorkout *)workout activity:(id)activity {
  return [self predicateForObjectsFromWorkout:workout];
}
+ (id)predicateForSamplesWithStartDate:(NSDate *)start endDate:(NSDate *)end options:(NSUInteger)options {
  FakePredicate *made = [[FakePredicate new] autorelease];
  made->from = [start retain]; made->to = [end retain];
  return made;
}
- (void)run {}
- (void)dealloc { _Block_release(handler); [type release]; [predicate release]; [super dealloc]; }
@end
static id ready(HKQuery *query, HKObjectType *type, id predicate, id handler) {
  query->type = [type retain]; query->predicate = [predicate retain]; query->handler = _Block_copy(handler);
  return query;
}

typedef void (^Anchored)(id, NSArray *, NSArray *, HKQueryAnchor *, NSError *);
@interface HKAnchoredObjectQuery : HKQuery { HKQueryAnchor *since; NSUInteger most; } @end
@implementation HKAnchoredObjectQuery
- (id)initWithType:(HKSampleType *)t predicate:(id)p anchor:(HKQueryAnchor *)anchor limit:(NSUInteger)limit
    resultsHandler:(Anchored)h {
  since = [anchor retain]; most = limit;
  return ready(self, t, p, h);
}
- (void)run {
  NSError *error = failure(@"read");
  if (error) { ((Anchored)handler)(self, nil, nil, nil, error); return; }
  NSMutableArray *came = [NSMutableArray array], *went = [NSMutableArray array];
  HKQueryAnchor *reached = [[HKQueryAnchor new] autorelease];
  @synchronized(entries) {
    NSUInteger place = since ? since->place : 0;
    for (; place < [entries count] && !(most && [came count] + [went count] >= most); place++) {
      Entry *one = [entries objectAtIndex:place];
      if (one->object && [one->type isEqual:type->identifier]) [one->gone ? went : came addObject:one->object];
    }
    reached->place = place;
  }
  ((Anchored)handler)(self, came, went, reached, nil);
}
@end

typedef void (^Results)(id, NSArray *, NSError *);
@interface HKSampleQuery : HKQuery { NSUInteger most; } @end
@implementation HKSampleQuery
- (id)initWithSampleType:(HKSampleType *)t predicate:(id)p limit:(NSUInteger)limit
    sortDescriptors:(NSArray *)sort resultsHandler:(Results)h {
  most = limit;
  return ready(self, t, p, h);
}
- (void)run {
  NSError *error = failure(@"read");
  NSArray *found = error ? nil : fitting(type, predicate);
  if (most && [found count] > most) found = [found subarrayWithRange:NSMakeRange(0, most)];
  ((Results)handler)(self, found, error);
}
@end

typedef void (^Locations)(id, NSArray *, BOOL, NSError *);
@interface HKWorkoutRouteQuery : HKQuery { HKWorkoutRoute *route; } @end
@implementation HKWorkoutRouteQuery
- (id)initWithRoute:(HKWorkoutRoute *)r dataHandler:(Locations)h {
  route = [r retain];
  return ready(self, nil, nil, h);
}
- (void)run {
  NSError *error = failure(@"route");
  if (error) { ((Locations)handler)(self, nil, YES, error); return; }
  NSUInteger n = [route->locations count], at = 0;
  do {
    NSAutoreleasePool *pool = [NSAutoreleasePool new];
    NSUInteger size = MIN(100u, n - at);
    NSArray *batch = [route->locations subarrayWithRange:NSMakeRange(at, size)];
    at += size;
    count(@"batches");
    ((Locations)handler)(self, batch, at >= n, nil);
    [pool drain];
  } while (at < n);
}
@end

typedef void (^Value)(id, HKQuantity *, NSDateInterval *, HKQuantitySample *, BOOL, NSError *);
@interface HKQuantitySeriesSampleQuery : HKQuery { BOOL samples; } @end
@implementation HKQuantitySeriesSampleQuery
- (id)initWithQuantityType:(HKQuantityType *)t predicate:(id)p quantityHandler:(Value)h {
  return ready(self, t, p, h);
}
- (void)setIncludeSample:(BOOL)value { samples = value; }
- (void)setOrderByQuantitySampleStartDate:(BOOL)value {}
- (void)run {
  NSError *error = failure(@"read");
  if (error) { ((Value)handler)(self, nil, nil, nil, YES, error); return; }
  for (HKQuantitySample *one in fitting(type, predicate))
    for (NSUInteger i = 0; i < [one->values count]; i++) {
      NSAutoreleasePool *pool = [NSAutoreleasePool new];
      double from = [[one->starts objectAtIndex:i] doubleValue];
      NSDateInterval *when = [[[NSDateInterval alloc] initWithStartDate:[NSDate dateWithTimeIntervalSince1970:from]
          duration:[[one->durations objectAtIndex:i] doubleValue]] autorelease];
      HKQuantity *value = [HKQuantity quantityWithUnit:one->unit doubleValue:[[one->values objectAtIndex:i] doubleValue]];
      ((Value)handler)(self, value, when, samples ? one : nil, NO, nil);
      [pool drain];
    }
  ((Value)handler)(self, nil, nil, nil, YES, nil);
}
@end

@interface HKStatisticsCollection : NSObject { @public NSArray *all; } @end
@implementation HKStatisticsCollection
- (NSArray *)statistics { return all; }
@end
@interface HKStatisticsCollectionQuery : HKQuery { NSDate *from; } @end
@implementation HKStatisticsCollectionQuery
- (id)initWithQuantityType:(HKQuantityType *)t quantitySamplePredicate:(id)p options:(NSUInteger)options
    anchorDate:(NSDate *)anchor intervalComponents:(NSDateComponents *)interval {
  if (options != 16 || [interval day] != 1) refuse(@"statistics are of cumulative days here");
  type = [t retain]; predicate = [p retain]; from = [anchor retain];
  return self;
}
- (void)setInitialResultsHandler:(Results)h { handler = _Block_copy(h); }
- (void)run {
  if (!handler) refuse(@"initialResultsHandler must be set");
  NSError *error = failure(@"read");
  NSMutableDictionary *days = [NSMutableDictionary dictionary];
  if (error) { ((Results)handler)(self, nil, error); return; }
  for (HKQuantitySample *one in fitting(type, predicate)) {
    NSNumber *day = [NSNumber numberWithInt:(int)([one->start timeIntervalSinceDate:from] / 86400)];
    double before = [[days objectForKey:day] doubleValue];
    [days setObject:[NSNumber numberWithDouble:before + [[one->values lastObject] doubleValue]] forKey:day];
  }
  NSMutableArray *all = [NSMutableArray array];
  for (NSNumber *day in [[days allKeys] sortedArrayUsingSelector:@selector(compare:)]) {
    HKStatistics *one = [[HKStatistics new] autorelease];
    HKQuantity *sum = [HKQuantity quantityWithUnit:[HKUnit unitFromString:@"count"] doubleValue:[[days objectForKey:day] doubleValue]];
    one->figures = [[NSDictionary alloc] initWithObjectsAndKeys:sum, @"sum", [NSDate dateWithTimeInterval:86400 * [day intValue] sinceDate:from], @"start", nil];
    [all addObject:one];
  }
  HKStatisticsCollection *told = [[HKStatisticsCollection new] autorelease];
  told->all = [all retain];
  ((Results)handler)(self, (id)told, nil);
}
@end

typedef void (^Update)(id, void (^)(void), NSError *);
@interface HKObserverQuery : HKQuery @end
@implementation HKObserverQuery
- (id)initWithSampleType:(HKSampleType *)t predicate:(id)p updateHandler:(Update)h { return ready(self, t, p, h); }
- (void)run {
  @synchronized(observers) { if (![observers containsObject:self]) [observers addObject:self]; }
  count(@"updates");
  ((Update)handler)(self, ^{ count(@"completions"); }, failure(@"observe"));
}
@end
void notify(NSString *identifier) {
  NSArray *all;
  @synchronized(observers) { all = [NSArray arrayWithArray:observers]; }
  for (HKQuery *one in all)
    if ([one->type->identifier isEqual:identifier]) { [one retain]; later(^{ [one run]; [one release]; }); }
}

@implementation HKHealthStore
+ (void)initialize { if (!observers) { observers = [NSMutableArray new]; } }
+ (BOOL)isHealthDataAvailable { return YES; }
- (void)executeQuery:(HKQuery *)query {
  count(@"queries");
  [query retain]; /* blocks of this runtime do not retain what they capture */
  later(^{ [query run]; [query release]; });
}
- (void)stopQuery:(HKQuery *)query { @synchronized(observers) { [observers removeObject:query]; } }
- (void)requestAuthorizationToShareTypes:(NSSet *)share readTypes:(NSSet *)read completion:(Done)done {
  if (![share count] && ![read count]) refuse(@"typesToShare and typesToRead are empty");
  if (![plist objectForKey:@"NSHealthShareUsageDescription"]) refuse(@"NSHealthShareUsageDescription is missing");
  if ([share count] && ![plist objectForKey:@"NSHealthUpdateUsageDescription"]) refuse(@"NSHealthUpdateUsageDescription is missing");
  [settings setObject:[NSNumber numberWithInt:2] forKey:@"asked"];
  if ([share count]) [settings setObject:[NSNumber numberWithInt:2] forKey:@"sharing"];
  later(^{ done(failure(@"request") == nil, failure(@"request")); });
}
- (void)getRequestStatusForAuthorizationToShareTypes:(NSSet *)share readTypes:(NSSet *)read
    completion:(void (^)(NSInteger, NSError *))done {
  NSInteger asked = [settings objectForKey:@"asked"] ? 2 : 1;
  later(^{ done(asked, nil); });
}
- (NSInteger)authorizationStatusForType:(HKObjectType *)type {
  return [[settings objectForKey:@"sharing"] integerValue];
}
- (void)enableBackgroundDeliveryForType:(HKObjectType *)type frequency:(NSInteger)frequency withCompletion:(Done)done {
  NSError *error = failure(@"delivery");
  if (!error) count([@"delivery " stringByAppendingString:type->identifier]);
  later(^{ done(error == nil, error); });
}
- (void)disableAllBackgroundDeliveryWithCompletion:(Done)done { later(^{ done(YES, nil); }); }
@end
