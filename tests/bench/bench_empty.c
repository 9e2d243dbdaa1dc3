/* The least that a FastCGI application can do, to measure what the rest costs:
 * libfcgi's own loop, a thread for each connection that nginx keeps.
 *
 *   bench_empty SOCKET THREADS
 *
 * Ends with SIGTERM. */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS_MAX = 256, BACKLOG = 1024 };

static void *
serve(void *argument)
{
    FCGX_Request request;

    if (FCGX_InitRequest(&request, (int)(intptr_t)argument, 0) != 0)
        return NULL;
    while (FCGX_Accept_r(&request) == 0) {
        FCGX_PutS("Status: 200 OK\r\nContent-Type: application/json\r\n"
                  "Content-Length: 16\r\n\r\n{\"status\":\"ok\"}\n",
                  request.out);
        FCGX_Finish_r(&request);
    }
    return NULL;
}

int
main(int argc, char **argv)
{
    pthread_t threads[THREADS_MAX];
    int n = argc == 3 ? atoi(argv[2]) : 0, i, fd;

    if (n < 1 || n > THREADS_MAX || FCGX_Init() != 0) {
        fputs("usage: bench_empty SOCKET THREADS\n", stderr);
        return 2;
    }
    fd = FCGX_OpenSocket(argv[1], BACKLOG);
    if (fd < 0)
        return 1;
    for (i = 0; i < n; i++)
        if (pthread_create(&threads[i], NULL, serve, (void *)(intptr_t)fd) !=
            0)
            return 1;
    for (i = 0; i < n; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
