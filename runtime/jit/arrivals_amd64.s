#include "textflag.h"

// How many bytes of arrivals the memory of synapses is asked for beforehand: 10
// arrivals of 16 bytes; and how much of each.
#define AHEAD 160
#define MOST 1024

// func addArrivals(sum *Sums, synapses *uint64, places *uint16, list *Arrival, n int)
TEXT ·addArrivals(SB), NOSPLIT, $0-40
	MOVQ sum+0(FP), DI
	MOVQ synapses+8(FP), SI
	MOVQ places+16(FP), DX
	MOVQ list+24(FP), R8
	MOVQ n+32(FP), R9
	SHLQ $4, R9
	ADDQ R8, R9
	MOVQ $0x8000000000000000, R13 // Own

next:
	CMPQ R8, R9
	JAE  done
	LEAQ AHEAD(R8), R10
	CMPQ R10, R9
	JAE  add
	MOVL 8(R10), R11
	MOVWLZX 12(R10), R12
	CMPQ R13, (R10)
	JEQ  wide
	LEAQ (DX)(R11*2), R11
	LEAQ (R11)(R12*2), R12
	JMP  fetch

wide:
	LEAQ (SI)(R11*8), R11
	LEAQ (R11)(R12*8), R12

fetch:
	LEAQ MOST(R11), R10
	CMPQ R12, R10
	CMOVQHI R10, R12
	DECQ R12

line:
	PREFETCHT0 (R11)
	ADDQ $64, R11
	CMPQ R11, R12
	JB   line
	PREFETCHT0 (R12)

add:
	MOVQ (R8), AX
	MOVL 8(R8), BX
	MOVWLZX 12(R8), CX
	MOVWLZX 14(R8), R10
	ADDQ $16, R8
	CMPQ AX, R13
	JEQ  weighted
	LEAQ (DX)(BX*2), BX
	SUBQ $4, CX
	JB   rest

four:
	MOVQ (BX), R11
	ADDQ $8, BX
	MOVWLZX R11, R12
	ADDQ AX, (DI)(R12*8)
	SHRQ $16, R11
	MOVWLZX R11, R12
	ADDQ AX, (DI)(R12*8)
	SHRQ $16, R11
	MOVWLZX R11, R12
	ADDQ AX, (DI)(R12*8)
	SHRQ $16, R11
	ADDQ AX, (DI)(R11*8)
	SUBQ $4, CX
	JAE  four

rest:
	ADDQ $4, CX
	JZ   next

one:
	MOVWLZX (BX), R12
	ADDQ $2, BX
	ADDQ AX, (DI)(R12*8)
	DECQ CX
	JNZ  one
	JMP  next

weighted:
	LEAQ (SI)(BX*8), BX
	CMPL R10, $1
	JNE  several
	SUBQ $4, CX
	JB   restOwn

fourOwn:
	MOVQ (BX), R11
	MOVQ 8(BX), AX
	MOVWLZX R11, R12
	MOVWLZX AX, R10
	SARQ $16, R11
	SARQ $16, AX
	ADDQ R11, (DI)(R12*8)
	ADDQ AX, (DI)(R10*8)
	MOVQ 16(BX), R11
	MOVQ 24(BX), AX
	MOVWLZX R11, R12
	MOVWLZX AX, R10
	SARQ $16, R11
	SARQ $16, AX
	ADDQ R11, (DI)(R12*8)
	ADDQ AX, (DI)(R10*8)
	ADDQ $32, BX
	SUBQ $4, CX
	JAE  fourOwn

restOwn:
	ADDQ $4, CX
	JZ   next

oneOwn:
	MOVQ (BX), R11
	ADDQ $8, BX
	MOVWLZX R11, R12
	SARQ $16, R11
	ADDQ R11, (DI)(R12*8)
	DECQ CX
	JNZ  oneOwn
	JMP  next

several:
	MOVQ (BX), R11
	ADDQ $8, BX
	MOVWLZX R11, R12
	SARQ $16, R11
	IMULQ R10, R11
	ADDQ R11, (DI)(R12*8)
	DECQ CX
	JNZ  several
	JMP  next

done:
	RET
