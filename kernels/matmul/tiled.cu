// C = A·B with one thread per element. A group brings square tiles of A and B into shared memory, so that each number is read from
// global memory once per group and not once per thread.
//
// tilewright:entry matmul
// tilewright:arguments A, B, C, M, N, K
// tilewright:tunable TILE 8,16,32
// tilewright:constraint M % TILE == 0
// tilewright:constraint N % TILE == 0
// tilewright:constraint K % TILE == 0
// tilewright:launch global=[N, M] local=[TILE, TILE]

extern "C" __global__ void __launch_bounds__(TILE * TILE) matmul(
    const float* __restrict__ A, const float* __restrict__ B, float* __restrict__ C, const int M, const int N,
    const int K)
{
    __shared__ float a[TILE][TILE];
    __shared__ float b[TILE][TILE];
    const int x = threadIdx.x;
    const int y = threadIdx.y;
    const int i = blockIdx.y * TILE + y;
    const int j = blockIdx.x * TILE + x;

    float sum = 0;
    for (int k = 0; k < K; k += TILE) {
        a[y][x] = A[i * K + k + x];
        b[y][x] = B[(k + y) * N + j];
        __syncthreads();
        for (int t = 0; t < TILE; t++) {
            sum += a[y][t] * b[t][x];
        }
        __syncthreads();
    }
    C[i * N + j] = sum;
}
