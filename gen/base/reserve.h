/* Memory asked for in large pages, ahead of its use. */
#ifndef BASE_RESERVE_H
#define BASE_RESERVE_H

/* A report fills 6 to 20 MB, and page by page of 4 kB the kernel takes up to a fifth of the whole run to give
 * them. To be called once, before much is allocated. Nothing is taken that is not used then; where the kernel
 * has no large pages, nothing changes. */
void memory_reserve(void);

#endif
