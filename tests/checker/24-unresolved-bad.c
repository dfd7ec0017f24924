/* SPDX-License-Identifier: MIT
 *
 * Nothing is known of the pointer, nor of the function.
 *
 * args: --require-closed
 * expect: unresolved: it is not known what `hook of run` holds
 * expect: unresolved: `elsewhere` has no body and no contract
 */
#include "case.h"

void elsewhere(void);

void run(void (*hook)(void))
{
	hook();
	elsewhere();
}
