#define _GNU_SOURCE
/* Apple-runtime entry points that rubicon-objc needs, on top of GCC's libobjc. x86-64 SysV only. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <pthread.h>
#include <stdio.h>
typedef void* id; typedef void* SEL; typedef void* Class; typedef void* IMP;
extern IMP objc_msg_lookup(id, SEL);
struct super_ { id self; Class cls; };
extern IMP objc_msg_lookup_super(struct super_*, SEL);
extern Class objc_getClass(const char*);
extern SEL sel_registerName(const char*);
extern int class_isMetaClass(Class);
extern Class objc_lookUpClass(const char*);
Class class_getSuperclass(Class c);
extern const char* class_getName(Class);

/* rdi=self rsi=sel : preserve every argument register, look up, tail-jump */
#define SAVE \
 "pushq %rbp\n movq %rsp,%rbp\n subq $208,%rsp\n" \
 "movq %rdi,0(%rsp)\n movq %rsi,8(%rsp)\n movq %rdx,16(%rsp)\n movq %rcx,24(%rsp)\n movq %r8,32(%rsp)\n movq %r9,40(%rsp)\n movq %rax,48(%rsp)\n" \
 "movaps %xmm0,64(%rsp)\n movaps %xmm1,80(%rsp)\n movaps %xmm2,96(%rsp)\n movaps %xmm3,112(%rsp)\n movaps %xmm4,128(%rsp)\n movaps %xmm5,144(%rsp)\n movaps %xmm6,160(%rsp)\n movaps %xmm7,176(%rsp)\n"
#define RESTORE \
 "movq %rax,%r11\n" \
 "movaps 64(%rsp),%xmm0\n movaps 80(%rsp),%xmm1\n movaps 96(%rsp),%xmm2\n movaps 112(%rsp),%xmm3\n movaps 128(%rsp),%xmm4\n movaps 144(%rsp),%xmm5\n movaps 160(%rsp),%xmm6\n movaps 176(%rsp),%xmm7\n" \
 "movq 0(%rsp),%rdi\n movq 8(%rsp),%rsi\n movq 16(%rsp),%rdx\n movq 24(%rsp),%rcx\n movq 32(%rsp),%r8\n movq 40(%rsp),%r9\n movq 48(%rsp),%rax\n" \
 "leave\n"
__asm__(".text\n"
".globl objc_msgSend\n.globl objc_msgSend_fpret\n.type objc_msgSend,@function\n.type objc_msgSend_fpret,@function\nobjc_msgSend:\nobjc_msgSend_fpret:\n"
SAVE "call objc_msg_lookup@PLT\n" RESTORE "jmp *%r11\n"
".globl objc_msgSend_stret\n.type objc_msgSend_stret,@function\nobjc_msgSend_stret:\n"
SAVE "movq %rsi,%rdi\n movq %rdx,%rsi\n call objc_msg_lookup@PLT\n" RESTORE "jmp *%r11\n"
".globl objc_msgSendSuper\n.type objc_msgSendSuper,@function\nobjc_msgSendSuper:\n"
SAVE "call objc_msg_lookup_super@PLT\n" RESTORE "movq (%rdi),%rdi\n jmp *%r11\n"
".globl objc_msgSendSuper_stret\n.type objc_msgSendSuper_stret,@function\nobjc_msgSendSuper_stret:\n"
SAVE "movq %rsi,%rdi\n movq %rdx,%rsi\n call objc_msg_lookup_super@PLT\n" RESTORE "movq (%rsi),%rsi\n jmp *%r11\n"
);
extern id objc_msgSend(id, SEL);
Class object_getClass(id o){ return o ? *(Class*)o : 0; }
signed char object_isClass(id o){ return o ? class_isMetaClass(object_getClass(o)) : 0; }
void* objc_autoreleasePoolPush(void){ return objc_msgSend(objc_getClass("NSAutoreleasePool"), sel_registerName("new")); }
void objc_autoreleasePoolPop(void*p){ objc_msgSend(p, sel_registerName("release")); }
id objc_autoreleaseReturnValue(id v){ return objc_msgSend(v, sel_registerName("autorelease")); }
id objc_loadWeakRetained(id*p){ return *p ? objc_msgSend(*p, sel_registerName("retain")) : 0; }   /* not zeroing */
id objc_storeWeak(id*p,id v){ *p=v; return v; }
/* associated objects: linear table is enough for tests */
static struct A{id o;void*k;id v;struct A*n;}*as; static pthread_mutex_t m=PTHREAD_MUTEX_INITIALIZER;
id objc_getAssociatedObject(id o,void*k){ id r=0; pthread_mutex_lock(&m); for(struct A*a=as;a;a=a->n) if(a->o==o&&a->k==k){r=a->v;break;} pthread_mutex_unlock(&m); return r; }
void objc_setAssociatedObject(id o,void*k,id v,long policy){ (void)policy; if(v) objc_msgSend(v,sel_registerName("retain")); pthread_mutex_lock(&m); struct A*a; for(a=as;a;a=a->n) if(a->o==o&&a->k==k) break; id old=0; if(a){old=a->v;a->v=v;} else {a=malloc(sizeof*a);a->o=o;a->k=k;a->v=v;a->n=as;as=a;} pthread_mutex_unlock(&m); if(old) objc_msgSend(old,sel_registerName("release")); }
void objc_removeAssociatedObjects(id o){ (void)o; }
/* protocols defined at run time: unused by the gateway */
id objc_allocateProtocol(const char*n){ (void)n; return 0; } void objc_registerProtocol(id p){(void)p;}
void protocol_addMethodDescription(id p,SEL s,const char*t,int a,int b){} void protocol_addProtocol(id a,id b){} void protocol_addProperty(id p,const char*n,void*a,unsigned c,int d,int e){}
signed char class_addProperty(Class c,const char*n,void*a,unsigned k){return 1;}
void* property_copyAttributeList(void*p,unsigned*n){ if(n)*n=0; return 0; }
/* Declared properties: GCC's ABI drops @property. Messages of the app do not ask for them. */
void *class_getProperty(Class c, const char *name) { return 0; }
const char *property_getName(void *p) { return ""; }
const char *property_getAttributes(void *p) { return ""; }
/* GCC's Protocol is not an NSObject: give it memory-management no-ops */
extern signed char class_addMethod(Class, SEL, IMP, const char*);
static id self_(id s, SEL c){ return s; }
__attribute__((constructor)) static void init(void){ Class P=objc_getClass("Object"); if(P){ const char*n[]={"retain","release","autorelease",0}; for(int i=0;n[i];i++) class_addMethod(P,sel_registerName(n[i]),(IMP)self_,"@16@0:8"), class_addMethod(object_getClass(P),sel_registerName(n[i]),(IMP)self_,"@16@0:8"); } }
/* clang -fobjc-runtime=gcc leaves a metaclass without superclass link: derive it */
Class class_getSuperclass(Class c){
  static Class (*real)(Class); if(!real){ void*h=dlopen("libobjc.so.4",RTLD_LAZY|RTLD_NOLOAD); real=dlsym(h,"class_getSuperclass"); }
  if(!c) return 0;
  Class s=real(c);
  if(!s && class_isMetaClass(c)){ Class k=objc_lookUpClass(class_getName(c)); Class ks=k?real(k):0; if(ks) return object_getClass(ks); }
  return s;
}
