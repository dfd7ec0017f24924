/* SPDX-License-Identifier: MIT
 *
 * hello.c: the demonstration service: says where it runs, and ends.
 */
#include <stdio.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct utsname system;

	if (uname(&system)) {
		perror("uname");
		return 1;
	}
	printf("hello from EL0: %s %s on %s, pid %d, parent %d\n", system.sysname,
	       system.release, system.machine, (int)getpid(), (int)getppid());
	for (int i = 1; i < argc; i++)
		printf("argument %d: %s\n", i, argv[i]);
	return 0;
}
