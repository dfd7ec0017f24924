/* SPDX-License-Identifier: MIT
 *
 * selftest.c: all cases that the tables make (lockdep/src/selftest.c), where a boot runs a few of
 * them.  `lockdep-selftest STRIDE` runs every so many.
 */
#include <lockdep/selftest.h>

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	unsigned stride = argc > 1 ? (unsigned)atoi(argv[1]) : 1;
	struct lockdep_selftest result;

	lockdep_selftest(stride ? stride : 1, &result);
	if (result.failed || !result.cases) {
		printf("FAIL lockdep: self-test: %u of %u cases, the first one %u of family %u\n",
		       result.failed, result.cases, result.number, result.family);
		return EXIT_FAILURE;
	}
	printf("ok lockdep: self-test, %u cases from the tables\n", result.cases);
	return EXIT_SUCCESS;
}
