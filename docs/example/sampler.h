/* SPDX-License-Identifier: MIT
 *
 * sampler.h: the ring of samples, between the converter's interrupt and the reporter.
 */
#ifndef SAMPLER_H
#define SAMPLER_H

#define RING_SIZE 64

/* The oldest sample, or -1. */
int ring_take(void);
void ring_dump(void);
void report_run(void *arg);

#endif
