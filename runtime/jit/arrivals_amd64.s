#include "textflag.h"

// How many bytes of arrivals the memory of synapses is asked for beforehand: 10
// arrivals of 8 bytes; and how much of each.
#define AHEAD 80
#define MOST 1024

// Registers: DI sums, SI synapses, DX places, R8 the arrival at hand, R9 behind the
// last one.
#define ARGUMENTS \
	MOVQ sum+0(FP), DI; \
	MOVQ synapses+8(FP), SI; \
	MOVQ places+16(FP), DX; \
	MOVQ list+24(FP), R8; \
	MOVQ n+32(FP), R9; \
	SHLQ $3, R9; \
	ADDQ R8, R9

// One arrival after the other: asks for the memory of a later one, whose synapses
// have so many bytes, and adds the one at hand if its synapses have one weight. The
// code that follows is for others; BX is then their first one, CX their number and
// R10 how many spikes there are.
#define ARRIVALS(bytes) \
next: \
	CMPQ R8, R9; \
	JAE  done; \
	LEAQ AHEAD(R8), R10; \
	CMPQ R10, R9; \
	JAE  add; \
	MOVL (R10), R11; \
	MOVWLZX 4(R10), R12; \
	BTRL $15, R12; \
	JCC  own; \
	LEAQ (DX)(R11*2), R11; \
	LEAQ 8(R11)(R12*2), R12; \
	JMP  fetch; \
own: \
	LEAQ (SI)(R11*bytes), R11; \
	LEAQ (R11)(R12*bytes), R12; \
fetch: \
	LEAQ MOST(R11), R10; \
	CMPQ R12, R10; \
	CMOVQHI R10, R12; \
	DECQ R12; \
line: \
	PREFETCHT0 (R11); \
	ADDQ $64, R11; \
	CMPQ R11, R12; \
	JB   line; \
	PREFETCHT0 (R12); \
add: \
	MOVL (R8), BX; \
	MOVWLZX 4(R8), CX; \
	MOVWLZX 6(R8), R10; \
	ADDQ $8, R8; \
	BTRL $15, CX; \
	JCC  weighted; \
	LEAQ (DX)(BX*2), BX; \
	MOVQ (BX), AX; \
	ADDQ $8, BX; \
	IMULQ R10, AX; \
	SUBQ $4, CX; \
	JB   rest; \
four: \
	MOVQ (BX), R11; \
	ADDQ $8, BX; \
	MOVWLZX R11, R12; \
	ADDQ AX, (DI)(R12*8); \
	SHRQ $16, R11; \
	MOVWLZX R11, R12; \
	ADDQ AX, (DI)(R12*8); \
	SHRQ $16, R11; \
	MOVWLZX R11, R12; \
	ADDQ AX, (DI)(R12*8); \
	SHRQ $16, R11; \
	ADDQ AX, (DI)(R11*8); \
	SUBQ $4, CX; \
	JAE  four; \
rest: \
	ADDQ $4, CX; \
	JZ   next; \
one: \
	MOVWLZX (BX), R12; \
	ADDQ $2, BX; \
	ADDQ AX, (DI)(R12*8); \
	DECQ CX; \
	JNZ  one; \
	JMP  next; \
weighted: \
	LEAQ (SI)(BX*bytes), BX

// func addArrivals(sum *Sums, synapses *uint64, places *uint16, list *Arrival, n int)
TEXT ·addArrivals(SB), NOSPLIT, $0-40
	ARGUMENTS
	ARRIVALS(8)
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

// func addPacked(sum *Sums, synapses *uint32, places *uint16, list *Arrival, n int)
TEXT ·addPacked(SB), NOSPLIT, $0-40
	ARGUMENTS
	ARRIVALS(4)
	CMPL R10, $1
	JNE  several
	SUBQ $4, CX
	JB   restOwn

fourOwn: // two synapses a word: the lower one has its weight in bits 16 to 31
	MOVQ (BX), R11
	MOVQ 8(BX), R10
	ADDQ $16, BX
	MOVWLZX R11, R12
	MOVLQSX R11, AX
	SARQ $16, AX
	ADDQ AX, (DI)(R12*8)
	MOVQ R11, AX
	SHRQ $32, R11
	SARQ $48, AX
	MOVWLZX R11, R12
	ADDQ AX, (DI)(R12*8)
	MOVWLZX R10, R12
	MOVLQSX R10, AX
	SARQ $16, AX
	ADDQ AX, (DI)(R12*8)
	MOVQ R10, AX
	SHRQ $32, R10
	SARQ $48, AX
	MOVWLZX R10, R12
	ADDQ AX, (DI)(R12*8)
	SUBQ $4, CX
	JAE  fourOwn

restOwn:
	ADDQ $4, CX
	JZ   next

oneOwn:
	MOVLQSX (BX), AX
	ADDQ $4, BX
	MOVWLZX AX, R12
	SARQ $16, AX
	ADDQ AX, (DI)(R12*8)
	DECQ CX
	JNZ  oneOwn
	JMP  next

several:
	MOVLQSX (BX), AX
	ADDQ $4, BX
	MOVWLZX AX, R12
	SARQ $16, AX
	IMULQ R10, AX
	ADDQ AX, (DI)(R12*8)
	DECQ CX
	JNZ  several
	JMP  next

done:
	RET
