# SPDX-License-Identifier: MIT
# The kernel by GCC and GNU ld.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_ASM_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostdlib -static -no-pie")
set(CMAKE_OBJCOPY aarch64-linux-gnu-objcopy CACHE STRING "")
set(CMAKE_NM aarch64-linux-gnu-nm CACHE STRING "")
