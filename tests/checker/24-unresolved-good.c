/* SPDX-License-Identifier: MIT
 *
 * Both are known: by a store, and by a reason to trust.
 *
 * args: --require-closed
 */
#include "case.h"

void elsewhere(void) HF_TRUST("test: written in assembly, takes no lock");

static void idle(void) { }
static void (*hook)(void) = idle;

void run(void)
{
	hook();
	elsewhere();
}
