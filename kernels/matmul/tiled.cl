// C = A·B with one work-item per element. A work-group brings square tiles of A and B into local memory, so that each number is
// read from global memory once per work-group and not once per work-item.
//
// tilewright:entry matmul
// tilewright:arguments A, B, C, M, N, K
// tilewright:tunable TILE 8,16,32
// tilewright:constraint M % TILE == 0
// tilewright:constraint N % TILE == 0
// tilewright:constraint K % TILE == 0
// tilewright:launch global=[N, M] local=[TILE, TILE]

__kernel __attribute__((reqd_work_group_size(TILE, TILE, 1)))
void matmul(__global const float *A, __global const float *B, __global float *C, int M, int N, int K)
{
    __local float a[TILE][TILE];
    __local float b[TILE][TILE];
    const int column = get_global_id(0);
    const int row = get_global_id(1);
    const int x = get_local_id(0);
    const int y = get_local_id(1);

    float sum = 0.0f;
    for (int k = 0; k < K; k += TILE) {
        a[y][x] = A[row * K + k + x];
        b[y][x] = B[(k + y) * N + column];
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int t = 0; t < TILE; t++) {
            sum += a[y][t] * b[t][x];
        }
        barrier(CLK_LOCAL_MEM_FENCE);
    }
    C[row * N + column] = sum;
}
