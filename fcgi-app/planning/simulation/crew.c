/* Threads for a run. */
#include "planning/simulation/crew.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* How often one looks before it sleeps: some 30 microseconds, less than it
 * takes to be woken. */
enum { LOOKS = 1000 };

struct fp_crew {
    pid_t process;  /* whose threads they are: a fork has none of them */
    int hands;      /* threads beside the calling one */
    pthread_t started[FP_CREW_MAX];
    pthread_mutex_t lock;
    pthread_cond_t call, done;
    void (*work)(void *context, int place); /* NULL: go home */
    void *context;
    int threads;    /* wanted this time; hands beyond it have no work */
    /* Written under the lock, read without it. */
    unsigned calls; /* so far */
    unsigned busy;  /* hands at work */
    unsigned places; /* given to hands */
};

static struct fp_crew *kept[FP_CREWS_KEPT];

static void
breathe(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

/* Waits until *word is `wanted`; `told` is signalled when it changes. */
static void
wait_for(struct fp_crew *crew, const unsigned *word, unsigned wanted,
         pthread_cond_t *told)
{
    for (int look = 0; look < LOOKS; look++) {
        if (__atomic_load_n(word, __ATOMIC_ACQUIRE) == wanted)
            return;
        breathe();
    }
    pthread_mutex_lock(&crew->lock);
    while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != wanted)
        pthread_cond_wait(told, &crew->lock);
    pthread_mutex_unlock(&crew->lock);
}

static void
hand_is_done(struct fp_crew *crew)
{
    pthread_mutex_lock(&crew->lock);
    if (__atomic_sub_fetch(&crew->busy, 1, __ATOMIC_RELEASE) == 0)
        pthread_cond_signal(&crew->done);
    pthread_mutex_unlock(&crew->lock);
}

static void *
be_a_hand(void *argument)
{
    struct fp_crew *crew = argument;
    int place =
        (int)__atomic_add_fetch(&crew->places, 1, __ATOMIC_RELAXED);

    for (unsigned call = 1;; call++) {
        wait_for(crew, &crew->calls, call, &crew->call);
        if (crew->work == NULL)
            return NULL;
        if (place < crew->threads)
            crew->work(crew->context, place);
        hand_is_done(crew);
    }
}

static void
call(struct fp_crew *crew, void (*work)(void *context, int place),
     void *context)
{
    pthread_mutex_lock(&crew->lock);
    crew->work = work;
    crew->context = context;
    __atomic_store_n(&crew->busy, (unsigned)crew->hands, __ATOMIC_RELAXED);
    __atomic_add_fetch(&crew->calls, 1, __ATOMIC_RELEASE);
    pthread_cond_broadcast(&crew->call);
    pthread_mutex_unlock(&crew->lock);
}

static void
end(struct fp_crew *crew)
{
    call(crew, NULL, NULL);
    for (int i = 0; i < crew->hands; i++)
        pthread_join(crew->started[i], NULL);
    pthread_cond_destroy(&crew->done);
    pthread_cond_destroy(&crew->call);
    pthread_mutex_destroy(&crew->lock);
    free(crew);
}

static struct fp_crew *
start(int threads)
{
    struct fp_crew *crew = calloc(1, sizeof(*crew));

    if (crew == NULL)
        return NULL;
    crew->process = getpid();
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->call, NULL);
    pthread_cond_init(&crew->done, NULL);
    while (crew->hands + 1 < threads &&
           pthread_create(&crew->started[crew->hands], NULL, be_a_hand,
                          crew) == 0)
        crew->hands++;
    return crew;
}

/* A kept crew of at least `threads`; NULL: there is none. Smaller ones make
 * way, those of the process that this one is a fork of are forgotten. */
static struct fp_crew *
take_kept(int threads)
{
    for (int i = 0; i < FP_CREWS_KEPT; i++) {
        struct fp_crew *crew =
            __atomic_exchange_n(&kept[i], NULL, __ATOMIC_ACQ_REL);

        if (crew == NULL || crew->process != getpid())
            continue;
        if (crew->hands + 1 >= threads)
            return crew;
        end(crew);
    }
    return NULL;
}

struct fp_crew *
fp_crew_take(int threads)
{
    struct fp_crew *crew;

    if (threads <= 1)
        return NULL;
    if (threads > FP_CREW_MAX)
        threads = FP_CREW_MAX;
    crew = take_kept(threads);
    if (crew == NULL)
        crew = start(threads);
    if (crew != NULL)
        crew->threads = threads;
    return crew;
}

int
fp_crew_threads(const struct fp_crew *crew)
{
    if (crew == NULL)
        return 1;
    return crew->hands + 1 < crew->threads ? crew->hands + 1 : crew->threads;
}

void
fp_crew_run(struct fp_crew *crew, void (*work)(void *context, int place),
            void *context)
{
    if (crew != NULL)
        call(crew, work, context);
    work(context, 0);
    if (crew != NULL)
        wait_for(crew, &crew->busy, 0, &crew->done);
}

void
fp_crew_give(struct fp_crew *crew)
{
    for (int i = 0; i < FP_CREWS_KEPT && crew != NULL; i++) {
        struct fp_crew *none = NULL;

        if (__atomic_compare_exchange_n(&kept[i], &none, crew, 0,
                                        __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
            return;
    }
    if (crew != NULL)
        end(crew);
}
