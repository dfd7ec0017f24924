/* SPDX-License-Identifier: MIT
 *
 * linux.h: stands for Linux's headers, with what the programs here use.  Its macros and inline
 * functions end in the functions, records and tables in which the kernel's own end.
 */
#ifndef LINUX_H
#define LINUX_H

#include "types.h"
#include "contexts.h"
#include "spinlocks.h"
#include "mutexes.h"
#include "waiting.h"
#include "memory.h"
#include "deferred.h"
#include "files.h"
#include "network.h"
#include "devices.h"

#endif
