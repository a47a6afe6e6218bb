/* HKWorkoutBuilder and HKWorkoutRouteBuilder, as strict as Apple's about order and metadata. */
#import "Fake.h"

static void check_metadata(NSDictionary *metadata) {
  if ([metadata objectForKey:@"HKSyncIdentifier"] && ![metadata objectForKey:@"HKSyncVersion"])
    refuse(@"HKMetadataKeySyncIdentifier needs HKMetadataKeySyncVersion");
}
static HKSourceRevision *ourselves(void) {
  HKSourceRevision *made = [HKSourceRevision new];
  made->source = [HKSource new];
  made->source->name = @"FitGlue"; made->source->bundle = @"app.fitglue.phone"; made->version = @"1.0";
  return made;
}
static void answer(Done done, NSString *operation) {
  NSError *error = failure(operation);
  later(^{ done(error == nil, error); });
}

@interface HKWorkoutBuilder : NSObject { HKWorkout *made; NSMutableArray *samples; BOOL begun; } @end
@implementation HKWorkoutBuilder
- (id)initWithHealthStore:(HKHealthStore *)store configuration:(HKWorkoutConfiguration *)configuration
    device:(HKDevice *)device {
  made = [HKWorkout new];
  made->uuid = [NSUUID new]; made->activity = configuration->activity;
  made->type = [[HKObjectType workoutType] retain]; made->revision = ourselves();
  samples = [NSMutableArray new];
  return self;
}
- (void)beginCollectionWithStartDate:(NSDate *)start completion:(Done)done {
  made->start = [start retain]; begun = YES;
  answer(done, @"begin");
}
- (void)addMetadata:(NSDictionary *)metadata completion:(Done)done {
  check_metadata(metadata);
  made->metadata = [metadata copy];
  answer(done, @"metadata");
}
- (void)addSamples:(NSArray *)more completion:(Done)done {
  if (![more count]) refuse(@"samples is empty");
  [samples addObjectsFromArray:more];
  answer(done, @"samples");
}
- (void)endCollectionWithEndDate:(NSDate *)end completion:(Done)done {
  if (!begun || [end timeIntervalSinceDate:made->start] <= 0) refuse(@"endDate before startDate");
  made->end = [end retain]; made->duration = [end timeIntervalSinceDate:made->start];
  answer(done, @"end");
}
- (void)discardWorkout { count(@"discarded"); }
- (void)finishWorkoutWithCompletion:(void (^)(HKWorkout *, NSError *))done {
  NSError *error = failure(@"finish");
  if (!made->end) refuse(@"collection has not ended");
  if (!error) {
    NSString *name = [made->metadata objectForKey:@"HKSyncIdentifier"];
    for (HKWorkout *other in fitting(made->type, nil))
      if (name && [[other->metadata objectForKey:@"HKSyncIdentifier"] isEqual:name]) forget([other->uuid UUIDString]);
    add(made);
    for (HKQuantitySample *one in samples) {
      one->owner = made->uuid; one->revision = made->revision;
      one->starts = [[NSArray arrayWithObject:[NSNumber numberWithDouble:[one->start timeIntervalSince1970]]] retain];
      one->durations = [[NSArray arrayWithObject:[NSNumber numberWithDouble:made->duration]] retain];
      add(one);
    }
  }
  HKWorkout *written = error ? nil : made;
  later(^{ done(written, error); });
}
@end

@interface HKWorkoutRouteBuilder : NSObject { NSMutableArray *locations; } @end
@implementation HKWorkoutRouteBuilder
- (id)initWithHealthStore:(HKHealthStore *)store device:(HKDevice *)device {
  locations = [NSMutableArray new];
  return self;
}
- (void)insertRouteData:(NSArray *)more completion:(Done)done {
  if (![more count]) refuse(@"routeData is empty");
  [locations addObjectsFromArray:more];
  answer(done, @"insert");
}
- (void)finishRouteWithWorkout:(HKWorkout *)workout metadata:(NSDictionary *)metadata
    completion:(void (^)(HKWorkoutRoute *, NSError *))done {
  NSError *error = failure(@"finish route");
  HKWorkoutRoute *made = [HKWorkoutRoute new];
  made->uuid = [NSUUID new]; made->owner = workout->uuid; made->locations = locations;
  made->type = [[HKSeriesType workoutRouteType] retain]; made->revision = workout->revision;
  made->start = workout->start; made->end = workout->end; made->metadata = [metadata copy];
  if (!error) add(made);
  later(^{ done(error ? nil : made, error); });
}
@end
