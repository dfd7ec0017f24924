/* SPDX-License-Identifier: MIT
 *
 * Inline functions that no unit calls are there for those that would: nobody judges them alone.
 */
#include "97-header-helper.h"

int count(const struct table *t)
{
	return t->rows;
}
