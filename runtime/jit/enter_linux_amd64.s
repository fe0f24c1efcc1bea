#include "textflag.h"

// func enter(entry uintptr, frame unsafe.Pointer) (status uint64)
TEXT ·enter(SB), 0, $8-24
	MOVQ entry+0(FP), AX
	MOVQ frame+8(FP), DI
	CALL AX
	MOVQ AX, status+16(FP)
	RET

// func cpuid(leaf, sub uint32) (a, b, c uint32)
TEXT ·cpuid(SB), NOSPLIT, $0-20
	MOVL leaf+0(FP), AX
	MOVL sub+4(FP), CX
	CPUID
	MOVL AX, a+8(FP)
	MOVL BX, b+12(FP)
	MOVL CX, c+16(FP)
	RET

// func xgetbv() (low uint32)
TEXT ·xgetbv(SB), NOSPLIT, $0-4
	XORL CX, CX
	XGETBV
	MOVL AX, low+0(FP)
	RET
