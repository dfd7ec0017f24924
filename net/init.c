/* SPDX-License-Identifier: MIT
 *
 * init.c: the network, in the order in which it comes up.
 */
#include <kernel/errno.h>
#include <kernel/init.h>
#include <kernel/print.h>
#include "core.h"
#include "http_server.h"
#include "runner.h"
#include "socket_inet.h"
#include "ssh_keys.h"
#include "stack.h"
#include "virtio_net.h"

/* In the device's interrupt handler. */
static void device_event(void)
{
	if (net_announce())
		runner_wake();
}

int net_init(void)
{
	struct vnet *v;
	int err;

	/* The keys are read here, once and preemptible, and not when somebody
	 * first needs them: a reader deep in the stack could not wait for a disk. */
	err = ssh_keys_load();
	if (err)
		kprintf(LOG_WARNING, "ssh: authorised keys not read (%d)\n", err);
	kprintf(LOG_INFO, "ssh: %u authorised keys\n", ssh_keys_count());

	runner_init();
	err = vnet_start(device_event, &v);
	if (err)
		return err;
	err = stack_init(v);
	if (err)
		return err;
	err = inet_register();
	if (err)
		return err;
	err = http_server_start();
	if (err)
		return err;
	return runner_start();
}
